;; An input must be a name.
;; error NC201 3:1-3:10
(input 3)
1
