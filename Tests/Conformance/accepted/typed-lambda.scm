;; So may those of a `lambda`.
;; eval m=[[1,2],[3,4]] => 5
;; grad m=[[1,2],[3,4]] => m=[[1,0],[0,1]]
((lambda ([a : (mat 2 2)]) (trace a)) m)
