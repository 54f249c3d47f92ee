;; `select` passes on the gradient of what it chose.
;; eval c=1 x=3 y=4 => 3
;; grad c=1 x=3 y=4 => c=0 x=1 y=0
;; eval c=0 x=3 y=4 => 4
;; grad c=0 x=3 y=4 => c=0 x=0 y=1
;; eval c=nan x=3 y=4 => 3
(select c x y)
