;; Kalman filter: the log-likelihood of a series of 80 observations under the local linear trend
;; model. The state is [level slope].

(input series (vec 80))
(input process-noise (mat 2 2))
(input observation-noise)

(define transition [[1 1] [0 1]])

(loop ((k 0) (state [0 0]) (covariance (* 10 (eye 2))) (log-likelihood 0))
  (if (= k 80)
      log-likelihood
      (let* ((predicted (matvec transition state))
             (spread (+ (matmul transition
                                (matmul covariance (transpose transition)))
                        process-noise))
             (surprise (- (ref series k) (ref predicted 0)))
             (variance (+ (ref (row spread 0) 0) observation-noise))
             (gain (/ (col spread 0) variance)))
        (recur (+ k 1)
               (+ predicted (* surprise gain))
               (- spread (outer gain (row spread 0)))
               (- log-likelihood
                  (* 1/2
                     (+ (log (* 2 pi variance))
                        (/ (square surprise) variance))))))))
