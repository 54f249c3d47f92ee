;; `expm1` is exact for small operands.
;; eval x=1e-10 => 1.00000000005e-10
;; grad x=1e-10 => x=1.0000000001
;; eval x=1 => 1.7182818284590453
;; grad x=1 => x=2.718281828459045
;; eval x=-3 => -0.950212931632136
;; grad x=-3 => x=0.049787068367863944
(expm1 x)
