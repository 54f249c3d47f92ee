;; `roll` by a negative number moves elements towards the front.
;; eval v=[1,2,3] => 132
;; grad v=[1,2,3] => v=[100,1,10]
(input v (vec 3))
(dot (roll v -1) [1 10 100])
