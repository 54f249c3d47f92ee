;; A malformed number does not hide an unknown function.
;; error NC104 4:4-4:8
;; error NC301 4:10-4:13
(+ 1__0 (coz x))
