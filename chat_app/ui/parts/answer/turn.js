// A turn as a component of its own.

export default drawTurn;
