;; `(roll v k)` goes around the end as often as it takes: -10^18 is 2 more than a multiple of 3.
;; eval v=[1,2,3] => 2
;; grad v=[1,2,3] => v=[0,1,0]
;; eval v=[4] => 4
(ref (roll v -1e18) 0)
