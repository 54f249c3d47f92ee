;; Inputs called like what calls of Python methods use.
;; eval self=1 args=1 kwargs=1 class=1 forward=1 cls=1 module=1 => 28
;; grad self=1 args=1 kwargs=1 class=1 forward=1 cls=1 module=1 => self=1 args=2 kwargs=3 class=4 forward=5 cls=6 module=7
(+ self (* 2 args) (* 3 kwargs) (* 4 class) (* 5 forward) (* 6 cls) (* 7 module))
