;; A function of a Python module: as operand, and called.
;; error NC309 4:4-4:12
;; error NC301 4:14-4:20
(+ math.sin (np.exp x))
