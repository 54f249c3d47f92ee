;; Inputs whose names mean something to Python.
;; eval torch=1 math=1 print=1 len=1 x=1 => 20
;; grad torch=1 math=1 print=1 len=1 x=1 => torch=2 math=3 print=4 len=5 x=6
(+ (* 2 torch) (* 3 math) (* 4 print) (* 5 len) (* 6 x))
