;; Infix notation inside infix notation is one mistake.
;; error NC212 3:1-3:26
((a + b) * sin(2x) - m*c)
