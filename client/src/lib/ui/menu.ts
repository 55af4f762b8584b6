/** One line of a menu: something to do, or somewhere to go. */
export interface Choice {
  label: string
  act?: () => void
  href?: string
  download?: string
  /** What cannot be undone is written in red. */
  stop?: boolean
}
