// Vial's logo. It always stands beside text, so it is hidden from assistive technology.
export interface MarkProps {
  /** In pixels (default: 28). */
  size?: number
  /** An empty glass, for 404 pages. */
  empty?: boolean
}

export function Mark({ size = 28, empty = false }: MarkProps) {
  return (
    <svg class="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path
        class="mark-glass"
        stroke-width="2"
        stroke-linejoin="round"
        d="M12.5 8v2.2c0 1.5-4.5 2.8-4.5 6V26a4 4 0 0 0 4 4h8a4 4 0 0 0 4-4v-9.8c0-3.2-4.5-4.5-4.5-6V8z"
      />
      {!empty && (
        <path
          class="mark-liquid"
          d="M10.2 18.5c2-1.3 3.9-1.3 5.8 0s3.8 1.3 5.8 0V26a1.9 1.9 0 0 1-1.9 1.9h-7.8a1.9 1.9 0 0 1-1.9-1.9z"
        />
      )}
      <rect class="mark-cap" x="10" y="2" width="12" height="5.5" rx="1.4" />
    </svg>
  )
}
