mod days;
mod properties;
mod rows;
mod tables;
