;; A vector as an element of a vector.
;; error NC402 3:4-3:9
[x [1 2]]
