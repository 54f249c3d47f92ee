;; A path where a program should be.
;; error NC109 3:1-3:17
models/model.scm
