;; Rounds until the iteration x ← x² + c leaves the interval [−2, 2], at most 100. Every element of a
;; batch goes round as often as it needs to.

(input c)

(loop ((x 0) (rounds 0))
  (if (or (> (abs x) 2) (>= rounds 100))
      rounds
      (recur (+ (square x) c) (+ rounds 1))))
