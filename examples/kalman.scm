;; Kalman filter: the log-likelihood of a noisy series under the local linear trend model.
;; The state is [level slope]; the level is seen with noise, level and slope wander.

(input series (vec 80))
;; Logarithms of variances.
(parameter log-level-noise -2.0)
(parameter log-slope-noise -4.0)
(parameter log-observation-noise -1.0)

(define transition [[1 1] [0 1]])
(define wander [[(exp log-level-noise) 0] [0 (exp log-slope-noise)]])
(define observation-noise (exp log-observation-noise))

(loop ((k 0) (state [0 0]) (covariance (* 10 (eye 2))) (log-likelihood 0))
  (if (= k (vlen series))
      log-likelihood
      (let* ((predicted (matvec transition state))
             (spread (+ (matmul transition
                                (matmul covariance (transpose transition)))
                        wander))
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
