;; A function of another language.
;; error NC212 3:1-3:19
def f(x): return x
