;; A function that nobody defines.
;; error NC301 3:2-3:12
(frobnicate x)
