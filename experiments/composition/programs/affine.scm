;; A stage with two unknowns; the truth is 0.7 and -0.4.

(input x)
(parameter slope 1)
(parameter offset 0)

(+ (* slope x) offset)
