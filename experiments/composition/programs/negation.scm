;; The other sign.

(- x)
