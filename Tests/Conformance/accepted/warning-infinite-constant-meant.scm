;; An infinity that is written as one is meant.
;; eval x=1 => -inf
(min x +inf.0 (- +inf.0))
