;; Elements in another order.
;; eval v=[1,2,3,4] => 1234
;; grad v=[1,2,3,4] => v=[1000,100,10,1]
(input v (vec 4))
(dot (tabulate (i 4) (ref v (- 3 i))) [1 10 100 1000])
