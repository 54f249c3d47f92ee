;; A named `let` that calls itself with another number of arguments.
;; error NC401 3:34-3:45
(let again ((a x)) (if (> a 9) a (again a 1)))
