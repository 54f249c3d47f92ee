;; The sine.

(sin x)
