// Where the phone is. It may never know; nobody waits for it.

const ASK = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 60_000 };

/** Resolve with [latitude, longitude, metres of doubt], or null. */
export function place() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([six(coords.latitude), six(coords.longitude), Math.ceil(coords.accuracy)]),
      () => resolve(null),
      ASK,
    );
  });
}

const six = (degrees) => Number(degrees.toFixed(6));
