/** The focus is never lost: when what has it goes from the page, the keys go on at home. */

export function keepFocus(home: () => HTMLElement | undefined) {
  return (element: HTMLElement) => {
    let held: Element | null = null
    const take = (event: FocusEvent) => {
      held = event.target as Element
    }
    // A hand that points beside everything means to let go of it.
    const drop = () => {
      held = null
    }
    const gone = new MutationObserver(() => {
      if (!held || held.isConnected || document.activeElement !== document.body) return
      held = null
      home()?.focus({ preventScroll: true })
    })
    element.addEventListener('focusin', take)
    element.addEventListener('pointerdown', drop)
    gone.observe(element, { childList: true, subtree: true })
    return () => {
      gone.disconnect()
      element.removeEventListener('focusin', take)
      element.removeEventListener('pointerdown', drop)
    }
  }
}
