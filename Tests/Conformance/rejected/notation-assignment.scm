;; An equation.
;; error NC212 3:1-3:10
E = m*c^2
