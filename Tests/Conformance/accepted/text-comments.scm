;; All kinds of comments.
;; eval x=1 => 4
;; grad x=1 => x=1
; a line
(+ x ; to the end
   #| a block
      #| inside a block |# still a comment ( [ " |#
   1 #;(this (is) [not] here) #; 100 2 #;#;3 4)
#| and |# ; the end
