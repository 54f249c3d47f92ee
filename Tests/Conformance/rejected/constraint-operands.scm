;; Constraints with too few and too many numbers, and one without brackets.
;; error NC415 5:16-5:27
;; error NC415 6:16-6:28
;; error NC415 7:16-7:23
(parameter a 1 (between 0))
(parameter b 1 (positive 3))
(parameter c 1 between)
(+ a b c x)
