;; Capitals are other names.
;; eval X=5 x=2 => 3
;; grad X=5 x=2 => X=1 x=-1
(- X x)
