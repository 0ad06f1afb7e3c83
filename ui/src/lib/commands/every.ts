// Every command of the app. The order is the palette's and the cheat sheet's.
import './list';
import './find';
import './triage';
import './views';
import './stories';
import './answer';
import './exporting';
import './health';
import './demo';
import './parts';
import './zoom';
