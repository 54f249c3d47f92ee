;; A constant of a Python module.
;; error NC309 3:6-3:11
(* 2 np.pi r)
