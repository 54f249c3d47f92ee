;; An input called like a form.
;; eval and=1 or=2 => 5
;; grad and=1 or=2 => and=1 or=2
(input and) (input or)
(+ and (* 2 or))
