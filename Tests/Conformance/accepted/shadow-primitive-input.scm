;; An input called like a primitive.
;; eval norm=2 det=3 => 6
;; grad norm=2 det=3 => norm=3 det=2
(input norm) (input det)
(* norm det)
