;; `<` compares neighbours in a chain and gives 1 or 0.
;; eval a=1 b=2 c=3 => 1
;; grad a=1 b=2 c=3 => a=0 b=0 c=0
;; eval a=1 b=2 c=2 => 0
;; grad a=1 b=2 c=2 => a=0 b=0 c=0
;; eval a=3 b=2 c=1 => 0
;; grad a=3 b=2 c=1 => a=0 b=0 c=0
;; eval a=1 b=3 c=2 => 0
;; grad a=1 b=3 c=2 => a=0 b=0 c=0
(< a b c)
