;; One pair of brackets is missing around the bindings.
;; error NC201 3:7-3:8
(let (a 1) (+ a x))
