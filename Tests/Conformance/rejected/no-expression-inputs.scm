;; Declarations alone.
;; error NC203 4:15-4:16
(input x)
(parameter k 1)
