;; The arccosine is NaN outside [−1, 1].
;; eval x=0 => 1.5707963267948966
;; grad x=0 => x=-1
;; eval x=0.5 => 1.0471975511965979
;; grad x=0.5 => x=-1.1547005383792515
;; eval x=-0.75 => 2.4188584057763776
;; grad x=-0.75 => x=-1.511857892036909
;; eval x=-2 => nan
(acos x)
