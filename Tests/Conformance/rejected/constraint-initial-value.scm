;; Initial values that their constraints leave out: outside of bounds, one element, zero.
;; error NC415 5:17-5:31
;; error NC415 6:21-6:33
;; error NC415 7:16-7:24
(parameter a 20 (between 0 10))
(parameter b [1 -1] (at-least 0))
(parameter c 0 positive)
(+ (* a c) (dot b x))
