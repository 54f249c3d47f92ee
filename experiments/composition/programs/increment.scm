;; One more.

(+ x 1)
