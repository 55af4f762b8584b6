/** The files that this page is sending. Apart from how they are sent: every page looks at them, and few send any. */
import type { Upload } from './upload.svelte'

class UnderWay {
  all = $state.raw<readonly Upload[]>([])

  add(upload: Upload): void {
    this.all = [...this.all, upload]
  }

  dismiss(upload: Upload): void {
    upload.stop()
    this.all = this.all.filter((it) => it !== upload)
  }
}

export const underWay = new UnderWay()
