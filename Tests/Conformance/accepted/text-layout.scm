;; Tabs, carriage returns and empty lines.
;; eval x=1 => 2
;; grad x=1 => x=1
(+	x

	1   )
