;; `scan` without a state.
;; error NC201 3:12-3:14
(+ x (scan () 3 (recur)))
