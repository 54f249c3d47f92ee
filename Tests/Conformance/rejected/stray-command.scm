;; A command of LaTeX.
;; error NC105 3:4-3:15
(+ \frac{a}{b} 1)
