;; The third power.

(pow x 3)
