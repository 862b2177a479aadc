// Finds quantiles of measurements.

/**
 * Finds a quantile of a list of numbers.
 *
 * @param part From 0 for the lowest to 1 for the highest
 */
export function findQuantile(numbers, part) {
  const sorted = numbers.toSorted((left, right) => left - right)
  const place = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return below + (above - below) * (place - Math.floor(place))
}

export function findMedian(numbers) {
  return findQuantile(numbers, 0.5)
}

/** Finds the range that contains the median of what was sampled with a probability of 99.9%. */
export function findMedianRange(numbers) {
  // The number of samples below the median has a binomial distribution, which is nearly normal for 60 samples or more.
  const distance = (3.29 * Math.sqrt(numbers.length)) / 2 / (numbers.length - 1)
  return [0.5 - distance, 0.5 + distance].map((part) => findQuantile(numbers, Math.min(1, Math.max(0, part))))
}
