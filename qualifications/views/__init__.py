"""Pages of bodies, certificates, persons' standing and what the office lays down."""
