/* What the machine can do at best: STREAM's triad (McCalpin 1995), and the memory traffic of one pass of LDA with
   nothing else in it. Compiled and called by benchmarks/limits/__init__.py. */

#include <stddef.h>
#include <stdint.h>

#define WIDTH 16 /* floats in a vector of 512 bits; rows are padded to a multiple of it */

/* a = b + s c for n doubles: 24 bytes each. */
void triad(double *restrict a, const double *restrict b, const double *restrict c, double s, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        a[i] = b[i] + s * c[i];
}

/* For each count of the documents from start to end: gather its term's row of phi, multiply by the document's weights
   and add up, add the row to the document's new weights, and scatter it, times those weights, to the term's row of sums.
   width: floats a row, a multiple of 16. weights: documents x width, overwritten by the new ones. */
void pass(ptrdiff_t start, ptrdiff_t end, const int64_t *restrict indptr, const int32_t *restrict terms,
          const float *restrict counts, const float *restrict phi, float *restrict weights, float *restrict sums,
          ptrdiff_t width)
{
    float fresh[1024];
    for (ptrdiff_t d = start; d < end; d++) {
        float *restrict theta = weights + d * width;
        for (ptrdiff_t k = 0; k < width; k++)
            fresh[k] = 0;
        for (int64_t i = indptr[d]; i < indptr[d + 1]; i++) {
            const float *restrict row = phi + (ptrdiff_t)terms[i] * width;
            float *restrict sum = sums + (ptrdiff_t)terms[i] * width;
            float dot[WIDTH] = {0};
            for (ptrdiff_t k = 0; k < width; k += WIDTH)
                for (ptrdiff_t j = 0; j < WIDTH; j++)
                    dot[j] += theta[k + j] * row[k + j];
            float expected = 1e-20f;
            for (ptrdiff_t j = 0; j < WIDTH; j++)
                expected += dot[j];
            float ratio = counts[i] / expected;
            for (ptrdiff_t k = 0; k < width; k++) {
                fresh[k] += ratio * row[k];
                sum[k] += ratio * theta[k];
            }
        }
        for (ptrdiff_t k = 0; k < width; k++)
            theta[k] = 0.01f + theta[k] * fresh[k];
    }
}
