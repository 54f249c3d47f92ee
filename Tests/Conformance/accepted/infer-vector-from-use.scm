;; The kind of a free name follows from how it is used.
;; eval v=[1,2] w=[3,4] m=[[1,0],[7,3]] x=2 => 12
;; grad v=[1,2] w=[3,4] m=[[1,0],[7,3]] x=2 => v=[1,0] w=[0.6,0.8] m=[[1,0],[0,1]] x=1
(+ (ref v 0) (norm w) (trace m) x)
