;; Bounds between which there is nothing, a prior without width, a logarithm without room.
;; error NC415 5:16-5:29
;; error NC415 6:16-6:27
;; error NC415 7:17-7:38
(parameter a 1 (between 1 1))
(parameter b 1 (prior 0 0))
(parameter c -1 log-scale (at-most 0))
(* a b c x)
