;; The bindings of `let` must be lists of two.
;; error NC201 3:7-3:8
(let (a) x)
